// Woken by an empty call, it asks with its own session what there is to read, shows each notice once, and opens it.
const LAST = "/notices/last-shown"

self.addEventListener("install", () => self.skipWaiting())
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()))
self.addEventListener("push", (event) => event.waitUntil(show()))
self.addEventListener("notificationclick", (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data.url))
})

async function show() {
  const kept = await caches.open("shown")
  const last = await kept.match(LAST)
  const after = last ? await last.text() : ""
  const answer = await fetch(`/notices/unseen/?after=${encodeURIComponent(after)}`, { credentials: "same-origin" })
  if (!answer.ok || answer.redirected) return
  const { notices, upto } = await answer.json()
  for (const { id, title, text, url } of notices) {
    const icon = "/static/img/icon-192.png"
    await self.registration.showNotification(title, { body: text, tag: `notice-${id}`, icon, data: { url } })
  }
  if (upto) await kept.put(LAST, new Response(upto))
}

async function open(url) {
  const windows = await self.clients.matchAll({ type: "window" })
  const here = windows.find((one) => "focus" in one)
  if (!here) return self.clients.openWindow(url)
  await here.focus()
  return here.navigate(url)
}
