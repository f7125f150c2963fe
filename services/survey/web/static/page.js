// Shows how far one has come, lets a step be taken back, and keeps what was typed in this tab until it is sent.
// The page works without it.
"use strict";
(() => {
  const form = document.getElementById("form");
  const bar = document.getElementById("bar");
  const count = document.getElementById("count");
  const wrong = document.getElementById("wrong");
  let chosen = null;

  const show = () => {
    const done = form.querySelectorAll("input[type=radio]:checked").length;
    bar.value = done;
    count.textContent = String(done);
  };

  form.addEventListener("pointerdown", (event) => {
    const input = event.target.closest("label.step")?.querySelector("input");
    chosen = input && input.checked ? input : null;
  });
  form.addEventListener("click", (event) => {
    if (chosen && event.target === chosen) {
      chosen.checked = false;
      chosen = null;
      keep();
      show();
    }
  });
  form.addEventListener("change", show);

  const draft = `draft ${form.dataset.draft}`;
  const keep = () => {
    const typed = [...new FormData(form)].filter(([, value]) => value);
    try { sessionStorage.setItem(draft, JSON.stringify(typed)); } catch { /* a browser may forbid it */ }
  };
  const bringBack = () => {
    if ([...new FormData(form)].some(([, value]) => value)) return;
    let typed = [];
    try { typed = JSON.parse(sessionStorage.getItem(draft) ?? "[]"); } catch { /* nothing was kept */ }
    for (const [name, value] of typed) {
      const field = form.elements[name];
      if (field) field.value = value;
      if (field instanceof HTMLTextAreaElement) field.closest("details")?.setAttribute("open", "");
    }
  };
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => {
    form.querySelector("button[type=submit]").disabled = true;
  });
  window.addEventListener("pageshow", () => {
    form.querySelector("button[type=submit]").disabled = false;
    show();
  });
  document.getElementById("progress").hidden = false;
  if (wrong) wrong.focus();
  bringBack();
  show();
})();
