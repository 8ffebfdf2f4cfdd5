// What the pages do more with a script than without: search as you type, and come up to date while they are open.
// Nothing here is needed: every page works without it.
"use strict";

(() => {
  const live = document.getElementById("live");
  const say = (text) => { if (live) live.textContent = text; };

  const fetchPage = async (address, signal) => {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  const isChanged = (field) => {
    if (field.matches("[type=radio], [type=checkbox]")) return field.checked !== field.defaultChecked;
    if (field.matches("select")) return [...field.options].some((o) => o.selected !== o.defaultSelected);
    return field.matches("input, textarea") && field.value !== field.defaultValue;
  };

  // Search as you type: the same page is fetched, and its list takes the place of this one. The address and the history stay
  // as they are: what was typed is somebody's name.
  const search = document.querySelector("form[data-search]");
  let find = null;
  if (search) {
    const id = search.dataset.search;
    const list = () => document.getElementById(id);
    let waiting = 0;
    let asked = null;
    let sought = null;
    let shown = location.pathname + location.search;
    const put = async (address) => {
      if (asked) asked.abort();
      asked = new AbortController();
      shown = address;
      const page = await fetchPage(address, asked.signal);
      const fresh = page && page.getElementById(id);
      if (!fresh) return false;
      if (fresh.innerHTML !== list().innerHTML) {
        list().replaceWith(fresh);
        say(fresh.dataset.found || "");
      }
      return true;
    };
    const wanted = () => {
      const fields = [...new FormData(search)].filter(([, value]) => value !== "");
      const query = new URLSearchParams(fields).toString();
      return search.getAttribute("action") + (query ? "?" + query : "");
    };
    const unlessGone = (fault) => { if (fault.name !== "AbortError") say("The list could not be fetched. Try again."); };
    const ask = () => {
      const now = sought = wanted();
      // What did not come may be sought again.
      const failed = (fault) => { if (sought === now) sought = null; unlessGone(fault); };
      return put(now).catch(failed);
    };
    // A field that loses the focus says that it was changed, long after what was typed was sought: whoever has turned the
    // page since stays there.
    const seek = () => { if (wanted() !== sought) ask(); };
    // What is shown is asked for again, a later page of it too.
    find = () => put(shown).catch(() => false);
    const soon = () => { clearTimeout(waiting); waiting = setTimeout(seek, 120); };
    search.addEventListener("input", soon);
    search.addEventListener("change", soon);
    search.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); ask(); });
    document.addEventListener("click", (event) => {
      const turn = event.target.closest("a[data-turn]");
      if (!turn || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      put(turn.getAttribute("href")).then((done) => {
        if (!done) return;
        list().tabIndex = -1;
        list().focus({ preventScroll: true });
        list().scrollIntoView({ block: "start" });
      }).catch(unlessGone);
    });
    // A browser that comes back may have kept what was typed, and shows the list as it was sent.
    window.addEventListener("pageshow", () => { if ([...search.elements].some(isChanged)) soon(); });
  }

  // Up to date while open: when something was written, the page is fetched again, unless somebody is writing here.
  if (!document.body.dataset.live || !window.EventSource) return;
  let changed = false;
  let pending = 0;

  const isBusy = () => {
    const at = document.activeElement;
    if (at && at.matches("input, select, textarea")) return true;
    const fields = document.querySelectorAll("main form[method=post] :is(input:not([type=hidden]), textarea, select)");
    return [...fields].some(isChanged);
  };

  const folds = () => [...document.querySelectorAll("main details")];
  const nameOf = (details) => (details.closest("[id]") || {}).id + "/" + (details.querySelector("summary") || {}).textContent;

  const refresh = async () => {
    if (!changed || document.hidden || isBusy()) return;
    changed = false;
    if (find) { await find(); return; }
    const page = await fetchPage(location.href).catch(() => null);
    const fresh = page && page.getElementById("main");
    if (!fresh || isBusy()) return;
    const old = document.getElementById("main");
    if (fresh.innerHTML === old.innerHTML) return;
    const open = new Set(folds().filter((d) => d.open).map(nameOf));
    const focus = document.activeElement && document.activeElement.id;
    old.replaceWith(fresh);
    folds().forEach((d) => { if (open.has(nameOf(d))) d.open = true; });
    if (focus && document.getElementById(focus)) document.getElementById(focus).focus({ preventScroll: true });
    say("This page was brought up to date.");
  };

  const soon = () => { clearTimeout(pending); pending = setTimeout(refresh, 400); };

  // A browser opens few connections to one server, for all its tabs together, and keeps those of pages that were left: who
  // is not looked at hangs up. Who is looked at again learns from the position whether something was missed.
  let line = null;
  let seen = null;
  const hear = (event) => {
    const { position } = JSON.parse(event.data);
    if (seen !== null && seen !== position) { changed = true; soon(); }
    seen = position;
  };
  const listen = () => {
    if (line) return;
    line = new EventSource("/api/v1/live");
    line.addEventListener("position", hear);
    line.addEventListener("changed", hear);
  };
  const hangUp = () => { if (line) line.close(); line = null; };
  const attend = () => { if (document.hidden) hangUp(); else { listen(); soon(); } };
  attend();
  document.addEventListener("visibilitychange", attend);
  window.addEventListener("pagehide", hangUp);
  window.addEventListener("pageshow", attend);
  document.addEventListener("focusout", soon);
})();
