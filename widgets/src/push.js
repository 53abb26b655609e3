/** The two buttons of a shopper's own page by which this browser is told news, or no more of them. */

const box = document.getElementById("push");
const [start, stop] = box.querySelectorAll("button");
const state = box.querySelector("[role=status]");
const place = box.dataset;

function post(address, body) {
  return fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

function show(is, said = "") {
  start.hidden = is;
  stop.hidden = !is;
  state.textContent = said;
}

async function begin(worker) {
  if ((await Notification.requestPermission()) !== "granted") return show(false, place.refused);
  await (await worker.pushManager.getSubscription())?.unsubscribe(); // it may be another shop key's
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: place.key });
  const { endpoint, keys } = made.toJSON();
  const answer = await post(place.start, { endpoint, ...keys });
  if (answer.ok) return show(true, place.done);
  await made.unsubscribe();
  show(false, place.failed);
}

async function end(worker) {
  const made = await worker.pushManager.getSubscription();
  if (made) {
    await post(place.stop, { endpoint: made.endpoint });
    await made.unsubscribe();
  }
  show(false);
}

async function offer() {
  const worker = await navigator.serviceWorker.register("/sw.js", { scope: place.scope });
  const made = Notification.permission === "granted" && (await worker.pushManager.getSubscription());
  const failed = () => show(false, place.failed);
  start.onclick = () => navigator.serviceWorker.ready.then(begin).catch(failed);
  stop.onclick = () => end(worker).catch(failed);
  show(!!made);
  box.hidden = box.closest("section").hidden = false;
}

// Where the browser can show no news, nothing is offered.
if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) offer().catch(() => {});
