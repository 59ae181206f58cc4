"""The portal that families get when their child is at risk outside the home.

This package's own module holds nothing but this sentence, so that importing `portal.domain`
never loads Flask. The front door is `portal.app.create_app`.
"""
