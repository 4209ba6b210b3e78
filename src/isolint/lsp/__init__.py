"""`isolint server`: the Language Server Protocol over standard input and output.

The server itself only talks. For each project there is a process that knows it (`desk`), which
answers at once what it can, and has whole passes made beside itself (`passes`), so that neither
ever waits for them.
"""

from __future__ import annotations
