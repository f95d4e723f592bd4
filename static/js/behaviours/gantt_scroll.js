// A narrow screen shows the chart of terms from yesterday on; a chart that comes anew stays where it was.
const CHART = "[data-gantt-scroll]"
let left = null

function toNow() {
  const chart = document.querySelector(CHART)
  const line = chart?.querySelector("[data-now]")
  if (!chart || chart.dataset.placed) return
  chart.dataset.placed = "1"
  if (left !== null) chart.scrollLeft = left
  else if (line) chart.scrollLeft = (line.closest("svg").getBoundingClientRect().width * parseFloat(line.getAttribute("x1"))) / 100 - 90
}

document.addEventListener("htmx:before:swap", () => (left = document.querySelector(CHART)?.scrollLeft ?? null))
document.addEventListener("htmx:after:settle", toNow)
toNow()
