// What the desk is handier with: it keeps half-written forms from being lost, and copies links. No page needs it.
const changed = new Set();

for (const form of document.querySelectorAll("form[data-guard]")) {
  form.addEventListener("input", () => changed.add(form));
  form.addEventListener("submit", () => changed.clear());
}

addEventListener("beforeunload", event => {
  if (changed.size) event.preventDefault();
});

// <button type="button" data-copy="#link" data-copied="Copied" hidden>Copy</button>
for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.querySelector(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
    button.textContent = button.dataset.copied || button.textContent;
  });
}

// The side shows where one is, however long it is.
const side = document.querySelector(".side");
const current = side?.querySelector("[aria-current]");
if (current) side.scrollTop = current.offsetTop - side.offsetTop - side.clientHeight / 2;
