// [data-change-step] leads from one mark of change to the next; behind the last one to the next changed section.
const stops = () => [...document.querySelectorAll("[data-change]")].filter((stop) => stop.offsetParent !== null)

function nextOf(all, step) {
  const here = all.indexOf(document.activeElement?.closest?.("[data-change]"))
  if (here >= 0) return here + step
  const middle = innerHeight / 3
  const below = all.findIndex((stop) => stop.getBoundingClientRect().top > middle)
  return step > 0 ? (below < 0 ? all.length : below) : (below < 0 ? all.length : below) - 1
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-change-step]")
  if (!button) return
  const all = stops()
  const stop = all[nextOf(all, Number(button.dataset.changeStep))]
  if (!stop) {
    if (button.dataset.changeStep === "1") document.querySelector("[data-change-next]")?.click()
    return
  }
  stop.scrollIntoView({ block: "center" })
  const target = stop.matches("details") ? stop.querySelector("summary") : stop
  target.focus({ preventScroll: true })
})
