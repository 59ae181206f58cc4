"""One module for each thing that a person comes to do: check access → do it → leave a trace.

`family` holds the family side's journeys and never reaches a whole case; `desk` holds the
workers'. The first line of every journey is `require(viewer, permission, subject)`.
"""
