// Saves each answer of a list of questions as it is picked. The status under the question says how it went, in the
// sentences that the form's own data-… attributes carry. Continue sends every answer again, so none is lost.
const PATIENCE = 15000; // ms until a save that hangs counts as failed
const RETRY = 4000; // ms between tries

for (const form of document.querySelectorAll("form[data-answers]")) {
  const waiting = new Map(); // the newest answer to each question that is not saved yet
  let busy = false;

  for (const button of form.querySelectorAll("[data-without-scripts]")) button.hidden = true;

  const say = (name, state, time = "") => {
    const status = form.elements.namedItem(name)[0].closest("fieldset").querySelector("[data-saved]");
    status.dataset.state = state;
    status.textContent = form.dataset[state].replace("{time}", time);
  };

  const send = async (name, value) => {
    const body = new URLSearchParams({ [name]: value });
    for (const hidden of ["who", "once", "sitting"]) body.set(hidden, form.elements.namedItem(hidden).value);
    const abort = new AbortController();
    const clock = setTimeout(() => abort.abort(), PATIENCE);
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "error", signal: abort.signal, keepalive: true });
      return answer.ok ? await answer.json() : { refusal: answer.status };
    } catch {
      return { refusal: 0 };
    } finally {
      clearTimeout(clock);
    }
  };

  // One at a time, in the order they were picked.
  const next = async () => {
    if (busy || !waiting.size) return;
    busy = true;
    const [name, value] = waiting.entries().next().value;
    say(name, "saving");
    const answer = await send(name, value);
    busy = false;
    if (answer.saved_at) {
      form.elements.namedItem("once").value = answer.once;
      if (waiting.get(name) === value) waiting.delete(name);
      say(name, "done", answer.saved_at);
      next();
      return;
    }
    const refused = answer.refusal === 409;
    say(name, refused ? "refused" : answer.refusal === 401 ? "out" : "failed");
    if (!refused) setTimeout(next, RETRY);
  };

  form.addEventListener("change", ({ target }) => {
    if (!target.name.startsWith("value.")) return;
    waiting.delete(target.name);
    waiting.set(target.name, target.value);
    next();
  });
  addEventListener("online", next);
}
