@echo off
setlocal
rem Starts the wfs this extension brings along: on the node of the PATH, or on VS Code itself (WFS_NODE).
where /q node
if errorlevel 1 goto other
if not defined WFS_NODE goto path
rem One that is too old is taken only when there is no other: then wfs says what is needed.
node -e "process.exit(parseInt(process.versions.node, 10) < 20 ? 1 : 0)" 2>nul
if errorlevel 1 goto other
:path
node "%~dp0..\..\dist\wfs.mjs" %*
exit /b
:other
if not defined WFS_NODE (
  echo wfs: Node 20 or later is needed on the PATH. 1>&2
  exit /b 1
)
set ELECTRON_RUN_AS_NODE=1
"%WFS_NODE%" "%~dp0..\..\dist\wfs.mjs" %*
