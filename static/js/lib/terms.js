// What the bars of a chart of terms ([data-term-url]) say of themselves, and how one is put on other dates.
const MINUTE = 60_000

// "2026-11-17T09:00" is the wall of the reader: it is shifted as it stands, whatever the zone of this machine.
export const shifted = (wall, minutes) => new Date(Date.parse(`${wall}Z`) + minutes * MINUTE).toISOString().slice(0, 16)

export const chartOf = (bar) => bar.closest("[data-gantt]").dataset
export const minutesPerPixel = (bar) => Number(chartOf(bar).minutes) / bar.closest("svg").getBoundingClientRect().width
export const snapped = (bar, minutes) => Math.round(minutes / Number(chartOf(bar).snap)) * Number(chartOf(bar).snap)

// All of it, or only its end; a step that has begun keeps its beginning.
export function put(bar, minutes, isEnd) {
  if (!minutes) return
  const { termUrl, start, finish, version, begun } = bar.dataset
  const values = isEnd || begun !== undefined ? { finish: shifted(finish, minutes), version } : { start: shifted(start, minutes), version }
  window.htmx.ajax("POST", termUrl, { source: bar, target: bar, swap: "none", values })
}
