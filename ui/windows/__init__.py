"""The start screen and the main window: menus, navigation, the stack of pages."""
