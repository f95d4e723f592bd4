// Tabs that only show and hide: the composer's [data-tab="#panel"], and the segments of a card page on phones [data-pane-tab="feed"].
const tabsOf = (list) => [...list.querySelectorAll("[role=tab]")]

function mark(list, chosen) {
  tabsOf(list).forEach((tab) => {
    const isChosen = tab === chosen
    tab.classList.toggle("active", isChosen)
    tab.setAttribute("aria-selected", String(isChosen))
    tab.tabIndex = isChosen ? 0 : -1
    const panel = tab.dataset.tab && document.querySelector(tab.dataset.tab)
    if (panel) panel.hidden = !isChosen
  })
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest?.("[data-tab], [data-pane-tab]")
  if (!tab) return
  mark(tab.closest("[role=tablist]"), tab)
  if (tab.dataset.paneTab) document.body.dataset.pane = tab.dataset.paneTab
  else document.querySelector(tab.dataset.tab)?.querySelector("textarea, input:not([type=hidden])")?.focus()
})

document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  const tab = step && event.target.closest?.("[data-tab], [data-pane-tab]")
  if (!tab) return
  event.preventDefault()
  const all = tabsOf(tab.closest("[role=tablist]"))
  const next = all[(all.indexOf(tab) + step + all.length) % all.length]
  next.focus()
  next.click()
  next.focus()
})
