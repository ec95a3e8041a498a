// The line that says who sees a step follows the choice made under it.
for (const box of document.querySelectorAll(".share-box")) {
  const line = box.querySelector("[data-who]");
  box.addEventListener("change", (event) => {
    if (event.target.name === "shared") line.textContent = line.dataset[event.target.value];
  });
}
