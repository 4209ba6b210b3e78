"""`python -m isolint` is the same program as `isolint`."""

from isolint.cli import main

if __name__ == "__main__":
    main()
