// Keeps what is being typed. A form says where with data-draft; the element with data-saved says how it went, in the
// sentences that its own data-… attributes carry. One save at a time; nothing is kept on the device.
const PAUSE = 800; // ms after the last key
const PATIENCE = 15000; // ms until a save that hangs counts as failed
const RETRY = [2, 4, 8, 16, 30]; // seconds between tries
const KEEPALIVE = 60000; // bytes; a browser sends no more than this after the page has gone

for (const form of document.querySelectorAll("form[data-draft]")) {
  const status = form.querySelector("[data-saved]");
  let typed = 0; // counts changes; `sent` is the count in the newest save, `kept` the count in the newest good one
  let sent = 0;
  let kept = 0;
  let timer = 0;
  let tries = 0;
  let flight = null;
  let failing = false;
  let refused = false;
  let going = false;

  const say = (state, time = "") => {
    const text = (status.dataset[state] ?? status.dataset.failed).replace("{time}", time);
    status.dataset.state = state;
    if (status.textContent !== text) status.textContent = text;
  };

  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => save(), ms);
  };

  const send = async () => {
    const body = new URLSearchParams(new FormData(form));
    const abort = new AbortController();
    const clock = setTimeout(() => abort.abort(), PATIENCE);
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body,
        redirect: "error",
        signal: abort.signal,
        keepalive: body.toString().length < KEEPALIVE,
      });
      return answer.ok ? await answer.json() : { refusal: answer.status };
    } finally {
      clearTimeout(clock);
    }
  };

  const succeed = (saved, count) => {
    for (const name of ["draft", "draft_version"]) form.elements.namedItem(name).value = saved[name];
    kept = count;
    tries = 0;
    failing = false;
    say("done", saved.saved_at);
  };

  const fail = (code) => {
    failing = true;
    refused = code === 409; // somebody else is logged in, or the course has ended: another try cannot help
    say(refused ? "refused" : code === 401 ? "out" : "failed");
    if (!refused) later(RETRY[Math.min(tries++, RETRY.length - 1)] * 1000);
  };

  function save(leaving = false) {
    clearTimeout(timer);
    if (typed === kept || refused || going) return;
    if (flight && (!leaving || sent === typed)) return; // the save under way looks again when it lands
    const count = (sent = typed);
    if (!failing) say("saving");
    const one = send()
      .then((answer) => (answer.saved_at === undefined ? fail(answer.refusal) : succeed(answer, count)))
      .catch(() => fail(0))
      .finally(() => {
        if (flight === one) flight = null;
        if (typed !== kept && !failing) later(PAUSE);
      });
    flight = one;
  }

  form.addEventListener("input", (event) => {
    typed += 1;
    later(PAUSE);
  });
  form.addEventListener("focusout", () => save());
  addEventListener("online", () => save());
  addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  addEventListener("beforeunload", (event) => {
    if (failing && typed !== kept && !going) event.preventDefault();
  });

  // Continue waits for the save under way, so that a late draft never arrives behind the finished step. A button that
  // sends the form elsewhere does not take the words along: they are kept first.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (event.submitter?.hasAttribute("formaction")) save();
    if (going || !flight) {
      going = true;
      setTimeout(() => (going = false), PATIENCE);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    const onward = () => {
      if (going) return;
      going = true;
      form.requestSubmit(submitter);
    };
    flight.finally(onward);
    setTimeout(onward, 3000);
  });
}
