"""logi's authenticator core: a phone that a tester scripts.

Everything an app does is here under the names the apps use. `logi.testing` has what stands in for a phone's hardware.
"""

from .logi_bindings import *  # noqa: F403
from .logi_bindings import __all__  # noqa: F401
