# On Windows with Python 3.11-3.14 and NSIS 3: the folder, the self-test and the installer.
# Not run yet: no Windows machine was at hand (checklist.md).
$ErrorActionPreference = "Stop"
$root = Resolve-Path "$PSScriptRoot\..\.."
py "$root\packaging\build.py"
if ($LASTEXITCODE -ne 0) { throw "build.py failed" }
$version = py -c "import tomllib; print(tomllib.load(open(r'$root\pyproject.toml', 'rb'))['project']['version'])"
makensis "-DVERSION=$version" "$root\packaging\windows\register.nsi"
