// How far a batch is, looked at every second. Without this script the page is loaded anew now and then.

const standing = document.querySelector("[data-progress]");
const bar = standing?.querySelector("progress");
const words = standing?.querySelector("[role=status]");
const SOON = 1000;
const LATER = 5000;

async function look() {
  if (document.hidden) return void setTimeout(look, LATER);
  try {
    const answer = await fetch(standing.dataset.progress, { headers: { accept: "application/json" } });
    if (!answer.ok) return void setTimeout(look, LATER);
    const now = await answer.json();
    bar.max = now.total || 1;
    bar.value = now.at;
    if (words.textContent !== now.words) words.textContent = now.words;
    if (now.is_over) location.reload();
    else setTimeout(look, SOON);
  } catch {
    setTimeout(look, LATER);
  }
}

if (standing) setTimeout(look, SOON);
