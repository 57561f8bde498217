"""The room for asking: the conversation, a source beside it, the line in which the learner types."""

from __future__ import annotations

import io
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message

from assistant.core.cleaning import clean_line
from assistant.core.conversation import Answered, Asking, Retrieved, Token
from assistant.core.domain import Answer, IndexedEntry
from assistant.render import answer_json, conversation_markdown
from assistant.render_chat import Source
from assistant.tui.asking import (
    Came,
    Continued,
    EntryFound,
    Exported,
    NoAnswer,
    OpenConversation,
    Remembered,
    Stop,
    answer,
)
from assistant.tui.background import in_background
from assistant.tui.conversations import Conversations
from assistant.tui.desk import Desk
from assistant.tui.entry_view import EntryView
from assistant.tui.exchange import Exchange
from assistant.tui.paged import Paged
from assistant.tui.prompt import Prompt
from assistant.tui.suggestions import Suggestions
from assistant.tui.transcript import Transcript

_STILL_COMING = "an answer is still coming: Esc stops it"


class Chat(Paged):
    """Conversations."""

    PAGED = "#transcript"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Stop"),
        Binding("ctrl+o", "open_source", "Source"),
        Binding("ctrl+s", "study", "Study"),
        Binding("ctrl+n", "new", "New"),
        Binding("ctrl+r", "conversations", "Chats"),
        Binding("ctrl+g", "copy", "Copy", show=False),
        Binding("f6", "ask_suggested(0)", "Ask the first suggestion", show=False),
        Binding("f7", "ask_suggested(1)", "Ask the second", show=False),
        Binding("f8", "ask_suggested(2)", "Ask the third", show=False),
        Binding("f9", "earlier", "Earlier questions", show=False),
        Binding("f10", "last", "The last question", show=False),
    ]

    class Command(Message):
        """A line that began with a slash."""

        def __init__(self, name: str, rest: str) -> None:
            super().__init__()
            self.name = name
            self.rest = rest

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._conversation = OpenConversation()
        self._asked: Exchange | None = None
        self._stop = Stop()
        self._opened: tuple[Exchange, int] | None = None

    def compose(self) -> ComposeResult:
        """The conversation, the source, the prompt."""
        with Horizontal(id="chat-body"):
            yield Transcript(id="transcript")
            yield EntryView(self._desk, id="source")
        yield Suggestions()
        yield Prompt("Ask, or type /help", id="question")

    def on_mount(self) -> None:
        """Nothing is open yet; what was asked before can be walked through."""
        self.query_one("#source").display = False
        in_background(self, self._remembered)

    def focus_prompt(self) -> None:
        """Give the prompt the keys."""
        self.query_one(Prompt).focus()

    # asking

    async def on_prompt_sent(self, event: Prompt.Sent) -> None:
        """A question, or a command."""
        event.stop()
        if event.text.startswith("/"):
            name, _, rest = event.text[1:].partition(" ")
            self.post_message(self.Command(name.lower(), rest.strip()))
        else:
            await self.ask(event.text)

    async def ask(self, question: str) -> None:
        """Ask within this conversation."""
        if self._asked is not None:
            self.query_one(Prompt).give_back(question)
            self.app.notify(_STILL_COMING, timeout=4)
            return
        waiting = "searching …" if self._desk.is_ready else "waiting for the guide …"
        exchange = Exchange(question, waiting=waiting)
        earlier, stop = self._stop, Stop()
        self._asked, self._stop = exchange, stop
        self.query_one(Suggestions).suggest(())
        await self._transcript.add(exchange)
        conversation = self._conversation
        stop.answering = in_background(self, lambda: answer(self._desk, self, exchange, conversation, stop, earlier))

    def on_unmount(self) -> None:
        """What came of an answer is kept, if its model isn't silent just now."""
        self._stop.wait()

    async def on_came(self, message: Came) -> None:
        """Draw what came."""
        exchange = message.exchange
        if not exchange.is_attached:  # the learner has gone elsewhere; the answer is kept
            return
        match message.event:
            case Asking(model, host):
                exchange.say(f"asking {model} at {host} …")
            case Retrieved(_, found):
                read = dict.fromkeys(clean_line(one.entry.question) for one in found)
                exchange.say(f"reading {len(found)} passages: {' · '.join(read)}" if found else "searching …")
            case Token(text):
                await exchange.write(text)
            case Answered(got):
                await exchange.finish(answer_json(got))
                self._answered(exchange, got)
                if not exchange.streamed:
                    self._transcript.read_from(exchange)

    def _answered(self, exchange: Exchange, got: Answer) -> None:
        if exchange is self._asked:
            self._asked = None
            known = {citation.entry.id for citation in got.citations}
            others = [hit.entry.question for hit in got.hits if hit.entry.id not in known]
            self.query_one(Suggestions).suggest(others)

    async def on_no_answer(self, message: NoAnswer) -> None:
        """Say why, and give the question back."""
        if message.exchange is self._asked:
            self._asked = None
            self.query_one(Prompt).give_back(message.exchange.question)
        if message.exchange.is_attached:
            await message.exchange.fail(message.reason)

    async def action_ask_suggested(self, number: int) -> None:
        """Ask what is suggested."""
        questions = self.query_one(Suggestions).questions
        if number < len(questions):
            await self.ask(questions[number])

    # sources

    def on_exchange_source_opened(self, event: Exchange.SourceOpened) -> None:
        """Look the entry up."""
        event.stop()
        in_background(self, lambda: EntryFound(event.source, self._entry(event.source)))

    async def on_entry_found(self, message: EntryFound) -> None:
        """Show the source beside the answer."""
        view, source = self.query_one("#source", EntryView), message.source
        view.display = True
        if message.entry is None:
            view.show_text(f"{source.question} (no longer in the guide)", source.text)
        else:
            await view.show(message.entry, (source.line_start, source.line_end))
        if not self.query_one(Prompt).has_focus:
            view.focus_text()

    def action_open_source(self) -> None:
        """Open the first source of the last answer, then the next one, and so on."""
        exchange = self._last()
        if exchange is not None:
            number = self._opened[1] + 1 if self._opened and self._opened[0] is exchange else 0
            number = number if exchange.open_source(number) else 0
            if not number:
                exchange.open_source(0)
            self._opened = exchange, number

    def action_study(self) -> None:
        """Put what the last answer rests on on the schedule."""
        exchange = self._last()
        if exchange is not None:
            exchange.study(0)

    def on_exchange_study_wanted(self, event: Exchange.StudyWanted) -> None:
        """Put the entry on the schedule: the application does it, as for every entry that is shown."""
        event.stop()
        in_background(self, lambda: self._study(event.source))

    def _study(self, source: Source) -> Message | None:
        entry = self._entry(source)
        return EntryView.Chosen(entry, "study") if entry else None

    def _entry(self, source: Source) -> IndexedEntry | None:
        self._desk.flows()  # over the index as it is now
        return self._desk.entry(source.entry_id)

    # conversations

    def action_back(self) -> None:
        """Stop the answer and give the question back; or close the source."""
        source = self.query_one("#source")
        if self._asked is not None:
            exchange, self._asked = self._asked, None
            self._stop.wanted.set()
            self.query_one(Prompt).give_back(exchange.question)
            exchange.say("stopped", "warn")
        elif source.display:
            source.display = False
        self.focus_prompt()

    def action_new(self) -> None:
        """Begin a new conversation, once what has come of an answer is drawn."""
        self.post_message(Continued(None))

    async def on_continued(self, message: Continued) -> None:
        """Go on with a conversation."""
        self._conversation = OpenConversation(message.conversation)
        self._stop.wanted.set()
        self._asked = None
        self.query_one(Suggestions).suggest(())
        await self._transcript.show(message.conversation)
        self.query_one("#source").display = False
        self.focus_prompt()

    def action_conversations(self) -> None:
        """Choose among the conversations so far."""

        def chosen(number: int | None) -> None:
            if number is not None:
                in_background(self, lambda: Continued(self._desk.conversations.get(number)))

        self.app.push_screen(Conversations(self._desk), chosen)

    def action_earlier(self) -> None:
        """Draw earlier exchanges of a long conversation."""
        if self._asked is None:
            self.call_next(self._transcript.show_earlier)
        else:
            self.app.notify(_STILL_COMING, timeout=4)

    def action_last(self) -> None:
        """Back to the end of a long conversation."""
        self.call_next(self._transcript.show_last)

    def action_copy(self) -> None:
        """Copy the last answer."""
        exchange = self._last()
        if exchange is not None:
            exchange.copy_answer()

    def export(self) -> None:
        """Save the conversation as Markdown among the user's downloads."""
        kept = self._conversation.kept
        if kept is None:
            self.app.notify("nothing was asked yet")
        else:
            in_background(self, lambda: Exported(self._desk.conversations.get(kept.id) or kept))

    def on_exported(self, message: Exported) -> None:
        """The application says where to."""
        at = self._desk.clock().astimezone().strftime("%Y%m%d-%H%M%S")  # which overwrites nothing
        text = io.StringIO(conversation_markdown(message.conversation))
        self.app.deliver_text(text, save_filename=f"conversation-{message.conversation.id}-{at}.md")

    @property
    def _transcript(self) -> Transcript:
        return self.query_one(Transcript)

    def _last(self) -> Exchange | None:
        return next((one for one in reversed(self._transcript.exchanges()) if one.answer), None)

    def _remembered(self) -> Message:
        kept = [exchange for one in self._desk.conversations.all() for exchange in one.exchanges]
        return Remembered([one.question for one in sorted(kept, key=lambda one: one.asked_at)])

    def on_remembered(self, message: Remembered) -> None:
        """What was asked before can be walked through."""
        self.query_one(Prompt).remember(message.questions)
