// [data-change-step] leads from one mark of change to the next; behind the last one to the next changed section.
const stops = () => [...document.querySelectorAll("[data-change]")].filter((stop) => stop.offsetParent !== null)

let last = null

const isInSight = (stop) => stop.getBoundingClientRect().bottom > 0 && stop.getBoundingClientRect().top < innerHeight

function nextOf(all, step) {
  const here = all.indexOf(last)
  if (here >= 0 && isInSight(last)) return here + step
  const below = all.findIndex((stop) => stop.getBoundingClientRect().top > innerHeight / 4)
  const next = below < 0 ? all.length : below
  return step > 0 ? next : next - 1
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
  last = stop
  stop.scrollIntoView({ block: "center" })
  const target = stop.matches("details") ? stop.querySelector("summary") : stop
  target.focus({ preventScroll: true })
})
