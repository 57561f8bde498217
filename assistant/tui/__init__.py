"""The application in the terminal: draws state and posts messages. It is given its flows and holds no logic of its own.

One widget or screen a file. Whatever is slow runs in the background (background.py) and comes back as a message.
All text from documents and models is drawn as `Content` or by `SafeMarkdown`, never as Textual markup.
"""
