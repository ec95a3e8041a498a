// What is wrong comes first: the summary takes the focus, and each of its links goes into the field itself.
const FIELD = "input:not([type=hidden]), textarea, select";

const summary = document.querySelector("[data-error-summary]");
summary?.focus();
summary?.addEventListener("click", (event) => {
  const address = event.target.closest("a")?.getAttribute("href");
  const place = address?.startsWith("#") ? document.getElementById(decodeURIComponent(address.slice(1))) : null;
  const field = place?.matches(FIELD) ? place : place?.querySelector(FIELD);
  if (!field) return;
  event.preventDefault();
  (field.closest(".field, fieldset") ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
});
