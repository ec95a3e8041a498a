// The line that says who sees a step follows the choice made under it.
document.addEventListener("change", ({ target }) => {
  const line = target.name === "shared" && target.closest(".share-box")?.querySelector("[data-shared]");
  if (line) line.dataset.shared = target.value;
});
