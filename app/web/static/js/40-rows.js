// Another row of a diary in place, and one row less. Without scripts the same button asks the server for a row.
const controls = "input, textarea, select";

const rows = (part) => [...part.querySelectorAll("[data-row]")];

const renumber = (part) => {
  rows(part).forEach((row, index) => {
    for (const place of row.querySelectorAll("[data-row-number]")) place.textContent = index + 1;
  });
  part.querySelector("[data-rows-add]").hidden = rows(part).length >= Number(part.dataset.most ?? Infinity);
};

const add = (part) => {
  const blank = part.querySelector("template");
  const used = [...part.querySelectorAll("[name]")].map((field) => Number(/\.(\d+)\./.exec(field.name)?.[1] ?? -1));
  const n = String(Math.max(-1, ...used) + 1);
  const copy = blank.content.cloneNode(true);
  for (const element of copy.querySelectorAll("*")) {
    for (const attribute of element.attributes) attribute.value = attribute.value.replaceAll("__n__", n);
  }
  const row = copy.querySelector("[data-row]");
  blank.before(copy);
  for (const button of row.querySelectorAll("[data-rows-remove]")) button.hidden = false;
  renumber(part);
  row.dispatchEvent(new Event("alongside:added", { bubbles: true }));
  row.querySelector(controls)?.focus();
};

const remove = (part, row) => {
  const near = [row.nextElementSibling, row.previousElementSibling].find((one) => one?.matches("[data-row]"));
  row.remove();
  renumber(part);
  (near?.querySelector(controls) ?? part.querySelector("[data-rows-add]")).focus();
  part.dispatchEvent(new Event("input", { bubbles: true }));
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-rows-add], [data-rows-remove]");
  const part = button?.closest("[data-rows]");
  if (!part) return;
  event.preventDefault();
  if (button.matches("[data-rows-add]")) add(part);
  else remove(part, button.closest("[data-row]"));
});

for (const button of document.querySelectorAll("[data-rows] [data-rows-remove]")) button.hidden = false;
