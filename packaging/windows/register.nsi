; Windows installer, per user, no administrator needed. Made with NSIS 3 from dist\zorgregister:
;   makensis -DVERSION=0.1.0 packaging\windows\register.nsi
; The script was compiled on Linux; the installer has not been run on Windows (checklist.md).
Unicode true
SetCompressor /SOLID lzma
!include MUI2.nsh
!ifndef SOURCE
  !define SOURCE "..\..\dist\zorgregister"
!endif
!ifndef OUTPUT
  !define OUTPUT "..\..\dist\zorgregister-${VERSION}-setup.exe"
!endif

Name "Zorgregister"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Zorgregister"
RequestExecutionLevel user

!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Dutch"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Zorgregister"

Section
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}\*.*"
  WriteUninstaller "$INSTDIR\verwijderen.exe"
  CreateShortcut "$SMPROGRAMS\Zorgregister.lnk" "$INSTDIR\zorgregister.exe"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Zorgregister"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\verwijderen.exe"'
SectionEnd

; Takes away what was installed, by name. The register stands elsewhere and is never touched.
Section "Uninstall"
  Delete "$SMPROGRAMS\Zorgregister.lnk"
  Delete "$INSTDIR\zorgregister.exe"
  Delete "$INSTDIR\verwijderen.exe"
  RMDir /r "$INSTDIR\_internal"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
