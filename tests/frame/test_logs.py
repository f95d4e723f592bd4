def test_a_line_never_comes_back_through_a_replaced_stdout(monkeypatch, capfd):
    """Celery puts a proxy that logs in the place of sys.stdout: a line written there would be logged again, for ever."""
    import io
    import logging
    import sys
    import time

    from crm_project.lib.logs import PatientHandler

    handler, proxy = PatientHandler(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", proxy)

    handler.emit(logging.LogRecord("x", logging.INFO, __file__, 1, "said once", None, None))
    time.sleep(0.3)

    assert proxy.getvalue() == ""
