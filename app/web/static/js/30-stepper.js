// Minus and plus beside a number; without scripts the number is simply typed. Rows added later work too.
const SVG = "http://www.w3.org/2000/svg";
const LEFT = 8; // where the line of `fields/scale.html` begins, and how long it is
const LENGTH = 334;

const reveal = (root) => {
  for (const button of root.querySelectorAll("[data-stepper] [data-step]")) button.hidden = false;
};

const number = (box) => (/^\s*\d+\s*$/.test(box.value) ? Number(box.value) : null);

const shape = (picture, tag, name, before) => {
  const found = picture.querySelector(`.${name}`) ?? document.createElementNS(SVG, tag);
  found.classList.add(name);
  if (!found.isConnected) before.before(found);
  return found;
};

// Where an earlier number is drawn on a line, the mark for now follows what is typed.
const draw = (part, box) => {
  const picture = part.querySelector("svg.scale");
  const before = picture?.querySelector(".c-before");
  if (!before) return;
  const now = number(box);
  const highest = Number(box.dataset.highest);
  const away = now === null || now > highest;
  const x = LEFT + (LENGTH * (now ?? 0)) / highest;
  const line = shape(picture, "line", "c-move", before);
  const dot = shape(picture, "circle", "c-now", before);
  const places = [[line, { x1: x, x2: before.getAttribute("cx"), y1: 16, y2: 16 }], [dot, { cx: x, cy: 16, r: 8 }]];
  for (const [mark, place] of places) {
    mark.toggleAttribute("hidden", away);
    for (const [name, value] of Object.entries(place)) mark.setAttribute(name, value);
  }
};

// The new number is read out, because the focus stays on the button.
const tell = (part, text) => {
  let said = part.querySelector(":scope > .vh[role=status]");
  if (!said) {
    said = document.createElement("span");
    said.className = "vh";
    said.setAttribute("role", "status");
    part.append(said);
  }
  said.textContent = text;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-stepper] [data-step]");
  if (!button) return;
  const part = button.closest("[data-stepper]");
  const box = part.querySelector("input");
  const wanted = (number(box) ?? 0) + Number(button.dataset.step);
  box.value = Math.min(Math.max(wanted, 0), Number(box.dataset.highest));
  tell(part, box.value);
  box.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("input", (event) => {
  const part = event.target.closest?.("[data-stepper]");
  if (part) draw(part, event.target);
});

document.addEventListener("alongside:added", (event) => reveal(event.target));
reveal(document);
