// A button that was pressed says so ("Saving…"), and a second press of the same form does nothing. It is never
// disabled: it keeps the focus.
const WAIT = 8000; // ms, after which another try is let through

document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (event.defaultPrevented) return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  const busy = button?.dataset.busy;
  const before = busy ? [...button.childNodes] : [];
  if (busy) {
    button.setAttribute("aria-busy", "true");
    button.replaceChildren(busy);
  }
  setTimeout(() => {
    delete form.dataset.sent;
    if (!busy) return;
    button.removeAttribute("aria-busy");
    button.replaceChildren(...before);
  }, WAIT);
});
