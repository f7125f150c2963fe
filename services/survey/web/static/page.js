// Shows how far one has come, and lets a step be taken back. The page works without it.
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
      show();
    }
  });
  form.addEventListener("change", show);
  form.addEventListener("submit", () => {
    form.querySelector("button[type=submit]").disabled = true;
  });
  window.addEventListener("pageshow", () => {
    form.querySelector("button[type=submit]").disabled = false;
    show();
  });
  document.getElementById("progress").hidden = false;
  if (wrong) wrong.focus();
  show();
})();
