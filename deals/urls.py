from django.urls import include, path

from .views import back, board, calendar, card, edit, give, lines, list, lose, move, new, participants, pickers, saved, trash, undo, win

app_name = "deals"

pages = [
    path("", board.board, name="board"),
    path("column/<int:stage_pk>/", board.column, name="column"),
    path("list/", list.deals, name="list"),
    path("list/export/", list.export, name="export"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("filter/", saved.conditions, name="filter"),
    path("new/", new.new, name="new"),
    path("new/at/<int:stage_pk>/", new.quick, name="quick"),
    path("new/twins/", new.twins, name="twins"),
    path("new/clients/", pickers.clients, name="clients"),
    path("pick/companies/", pickers.companies, name="companies"),
    path("pick/contacts/", pickers.contacts, name="contacts"),
    path("pick/products/", pickers.products, name="products"),
]
acts = [
    path("", card.card, name="card"),
    path("pieces/", card.pieces, name="pieces"),
    path("on-board/", board.on_board, name="on-board"),
    path("needs/", board.needs, name="needs"),
    path("stages/", move.stages, name="stages"),
    path("move-to/<int:stage_pk>/", move.move, name="move"),
    path("move-back/", back.back, name="back"),
    path("loss/", lose.lose, name="lose"),
    path("win/", win.win, name="win"),
    path("win/refusal/", win.decline_win, name="decline-win"),
    path("moves/<int:move_pk>/undo/", undo.undo, name="undo"),
    path("owner/", give.give, name="give"),
    path("name/", edit.rename, name="rename"),
    path("edit/", edit.edit, name="edit"),
    path("fields/<slug:key>/", edit.field, name="field"),
    path("ticks/<int:stage_pk>/", edit.tick, name="tick"),
    path("trash/", trash.discard, name="discard"),
    path("restoration/", trash.restore, name="restore"),
    path("lines/new/", lines.add, name="add-line"),
    path("lines/<int:line_pk>/", lines.change, name="change-line"),
    path("lines/<int:line_pk>/removal/", lines.remove, name="remove-line"),
    path("lines/sum/", lines.take_sum, name="take-sum"),
    path("participants/new/", participants.add, name="add-participant"),
    path("participants/<int:part_pk>/removal/", participants.remove, name="remove-participant"),
]
urlpatterns = [*pages, path("<int:pk>/", include(acts)), path("funnels/", include("deals.funnel_urls"))]
