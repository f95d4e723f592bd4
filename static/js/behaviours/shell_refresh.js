// Badges and the day pill are asked for again each minute while somebody looks, and at once on coming back.
const EVERY = 60000
let last = Date.now()

function refresh() {
  const element = document.querySelector("[data-shell-refresh]")
  if (!element || document.hidden || !navigator.onLine || Date.now() - last < EVERY - 1000) return
  last = Date.now()
  window.htmx.trigger(element, "k:refresh", {})
}

setInterval(refresh, EVERY)
document.addEventListener("visibilitychange", refresh)
