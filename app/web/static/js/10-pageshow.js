// A page that comes back from the browser's memory may be somebody else's by now: hide it and ask again.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.documentElement.hidden = true;
    location.reload();
  }
});
