// [data-push] switches wake-up calls of this browser on and off, and says how it stands; nobody is asked before they press.
const panel = () => document.querySelector("[data-push]")
const isAble = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0))

async function subscription() {
  const worker = await navigator.serviceWorker.getRegistration("/")
  return worker?.pushManager.getSubscription()
}

function post(url, endpoint) {
  const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"] }
  return fetch(url, { method: "POST", headers, body: new URLSearchParams({ endpoint }), redirect: "error" })
}

function say(state) {
  panel()?.querySelectorAll("[data-push-state]").forEach((piece) => (piece.hidden = !piece.dataset.pushState.split(" ").includes(state)))
}

async function look() {
  if (!panel()) return
  if (!isAble) return say("unable")
  if (Notification.permission === "denied") return say("denied")
  say((await subscription()) ? "on" : "off")
}

async function switchOn({ key, keepUrl }) {
  if ((await Notification.requestPermission()) !== "granted") return look()
  const worker = await navigator.serviceWorker.register("/sw.js")
  await navigator.serviceWorker.ready
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) })
  const kept = await post(keepUrl, made.endpoint)
  if (!kept.ok) await made.unsubscribe()
  say(kept.ok ? "on" : "refused")
}

async function switchOff({ dropUrl }) {
  const made = await subscription()
  if (made) {
    await post(dropUrl, made.endpoint)
    await made.unsubscribe()
  }
  say("off")
}

// A browser that is told goes on being told after the next sign-in, to whoever it was who signed in.
async function goOn() {
  const url = document.body.dataset.pushUrl
  if (!url) return sessionStorage.removeItem("pushKept")
  if (!isAble || Notification.permission !== "granted" || sessionStorage.pushKept) return
  const made = await subscription()
  if (made && (await post(url, made.endpoint)).ok) sessionStorage.pushKept = "yes"
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-push-switch]")
  if (!button) return
  const act = button.dataset.pushSwitch === "on" ? switchOn : switchOff
  act(panel().dataset).catch(() => say("refused"))
})

look().catch(() => say("unable"))
goOn().catch(() => {})
