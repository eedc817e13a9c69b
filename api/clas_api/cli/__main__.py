"""``python -m clas_api.cli``: the command line, for a process that begins again by the name of its module."""

from clas_api.cli import main

if __name__ == "__main__":
    main()
