"""The dashboard's server: who may see what, sessions, and the stored runs as pages; Starlette and uvicorn."""
