package tools.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a tool answers, before anybody decided how it looks. A domain states facts in order of importance;
 * {@link #render} turns them once, in one place, into text within a budget and with every foreign text in a code span
 * or a marked block, and {@link #data} into values for programs, with the same content and foreign text marked.
 *
 * <p>A value may be a String, Number or Boolean (ours), a {@link Untrusted} (foreign), a {@link Line}, a List of
 * values, or null (absent: the fact is left out).
 */
public final class Answer {
    /** Characters that a client shows whole when nothing else is known of it: about 5,000 tokens. */
    public static final int BUDGET = 20_000;

    /** How an entry is written. */
    enum Form {
        /** A fact, or a line when it has no label. */
        LINE,
        /** A fact whose name is others' text. */
        COLUMN,
        /** Several lines, or code of ours. */
        BLOCK,
        /** Several lines of which the last matter most. */
        NEWEST
    }

    record Entry(String label, Object value, Form form) {
        boolean block() { return form == Form.BLOCK || form == Form.NEWEST; }
    }

    /** A droppable unit: a heading of its own and what belongs to it. */
    static final class Item {
        final String key;
        final Object heading;
        final List<Entry> entries = new ArrayList<>();

        Item(String key, Object heading) { this.key = key; this.heading = heading; }
    }

    static final class Section {
        final String title;
        final String more;
        final int worth;
        boolean rows;
        final List<Entry> entries = new ArrayList<>();
        final List<Item> items = new ArrayList<>();

        Section(String title, int worth, String more) { this.title = title; this.worth = worth; this.more = more; }
    }

    /** An image for the client, beside the text. */
    public record Image(String mimeType, byte[] bytes) {
        /**
         * By its first bytes, since a media type that somebody declared proves nothing; null for what is no PNG, JPEG,
         * GIF or WebP.
         */
        public static Image of(byte[] bytes) {
            if (starts(bytes, 0, 0x89, 'P', 'N', 'G')) return new Image("image/png", bytes);
            if (starts(bytes, 0, 0xFF, 0xD8, 0xFF)) return new Image("image/jpeg", bytes);
            if (starts(bytes, 0, 'G', 'I', 'F', '8')) return new Image("image/gif", bytes);
            return starts(bytes, 0, 'R', 'I', 'F', 'F') && starts(bytes, 8, 'W', 'E', 'B', 'P')
                ? new Image("image/webp", bytes) : null;
        }

        private static boolean starts(byte[] bytes, int at, int... wanted) {
            if (bytes == null || bytes.length < at + wanted.length) return false;
            for (int i = 0; i < wanted.length; i++) if ((bytes[at + i] & 0xFF) != wanted[i]) return false;
            return true;
        }
    }

    final Line title;
    final List<Section> sections = new ArrayList<>();
    final List<Line> notes = new ArrayList<>();
    private final List<Image> images = new ArrayList<>();
    private Supplier<Map<String, Object>> view;
    private Supplier<byte[]> raw;
    String next;
    private Item open;

    private Answer(Line title) {
        this.title = title;
        sections.add(new Section("", Integer.MAX_VALUE, null));
    }

    /** @param words our own words, and foreign ones as {@link Untrusted} */
    public static Answer titled(Object... words) {
        return new Answer(Line.of(words));
    }

    /** "Label: value"; nothing when the value is absent. */
    public Answer fact(String label, Object value) {
        if (present(value)) add(new Entry(label, value, Form.LINE));
        return this;
    }

    /** As {@link #fact}, named by a field that its caller or Sentry's data names: marked unless it looks like one. */
    public Answer column(String field, Object value) {
        if (present(value)) add(new Entry(field, value, Shape.field(field) ? Form.LINE : Form.COLUMN));
        return this;
    }

    /** A line of its own; nothing when no part is present. */
    public Answer line(Object... parts) {
        Line line = Line.of(parts);
        if (!line.parts().isEmpty()) add(new Entry("", line, Form.LINE));
        return this;
    }

    /** Several lines of foreign text, also with words of ours among them: a marked block. Nothing when absent. */
    public Answer block(String label, Untrusted text) {
        if (text != null) add(new Entry(label, text, Form.BLOCK));
        return this;
    }

    /** As {@link #block}, told oldest first: when it is too long, its first lines go. */
    public Answer newest(String label, Untrusted text) {
        if (text != null) add(new Entry(label, text, Form.NEWEST));
        return this;
    }

    /** A line of code of ours, to be copied as it stands: a block without marks, since code spans are others'. */
    public Answer code(String label, String line) {
        add(new Entry(label, line, Form.BLOCK));
        return this;
    }

    /**
     * Starts a section. Sections named first are worth more: when the budget is short, the last one loses its items
     * first.
     */
    public Answer section(String name) {
        return section(name, 1_000 - sections.size(), null);
    }

    /** @param more how to get what had to be left out, as a whole sentence, or null */
    public Answer section(String name, String more) {
        return section(name, 1_000 - sections.size(), more);
    }

    /** @param worth higher stays longer; {@link Integer#MAX_VALUE} is never dropped */
    public Answer section(String name, int worth, String more) {
        sections.add(new Section(name, worth, more));
        open = null;
        return this;
    }

    /**
     * A section of many short items, such as the rows of a search: the facts of each stand side by side, on one line.
     * The data is the same.
     */
    public Answer rows(String name, String more) {
        section(name, more);
        sections.get(sections.size() - 1).rows = true;
        return this;
    }

    /**
     * Starts an item of the current section; what follows belongs to it until the next item or section. Items are
     * dropped whole, last first.
     *
     * @param key     what the heading is, as the data names it: "slug", "id"
     * @param heading the item's heading; an absent one is said to be absent
     */
    public Answer item(String key, Object heading) {
        open = new Item(key, present(heading) ? heading : "(without " + key + ")");
        sections.get(sections.size() - 1).items.add(open);
        return this;
    }

    /** The page after this one; null on the last. */
    public Answer next(String cursor) {
        next = cursor;
        return this;
    }

    /** Advice of ours, at the end. Never built from foreign text that is not a Quote. */
    public Answer note(Object... parts) {
        Line line = Line.of(parts);
        if (!line.parts().isEmpty()) notes.add(line);
        return this;
    }

    public Answer image(Image image) {
        images.add(image);
        return this;
    }

    public List<Image> images() { return images; }

    /**
     * What a view draws of this answer, beside the text, which stays the answer: plain maps, lists, strings and
     * numbers, the strings as others wrote them. Made only when somebody asks for it.
     *
     * @param data with {@code type}: the view's name
     */
    public Answer view(Supplier<Map<String, Object>> data) {
        view = data;
        return this;
    }

    /** What a view draws, or null when there is nothing to draw. */
    public Map<String, Object> view() {
        return view == null ? null : view.get();
    }

    /**
     * What the answer was made of, for a pipe: the file itself, or Sentry's own JSON. Made only when somebody asks for
     * it, with secrets cut out as in the text.
     */
    public Answer raw(Supplier<byte[]> bytes) {
        raw = bytes;
        return this;
    }

    /** Those bytes, or null when there is nothing but the answer. */
    public byte[] raw() {
        return raw == null ? null : raw.get();
    }

    /**
     * Leaves out the items that were there before, and remembers the others.
     *
     * @param seen changed: what identifies an item is its heading
     * @return how many items are left; -1 when this is no list
     */
    public int unseen(Set<String> seen) {
        boolean list = false;
        int left = 0;
        for (Section section : sections) {
            list |= !section.items.isEmpty() || section.rows;
            section.items.removeIf(item -> !seen.add(section.title + "\n" + Line.of(item.heading).plain()));
            left += section.items.size();
        }
        return list ? left : -1;
    }

    private void add(Entry entry) {
        (open != null ? open.entries : sections.get(sections.size() - 1).entries).add(entry);
    }

    static boolean present(Object value) {
        if (value == null || "".equals(value)) return false;
        if (value instanceof Line line) return !line.parts().isEmpty();
        if (!(value instanceof List<?> list)) return true;
        for (Object each : list) if (present(each)) return true;
        return false;
    }

    // ---------------------------------------------------------------- text

    /**
     * The answer as text.
     *
     * @param words gives words of three to five letters and digits that no sender can have known, a new one each time:
     *              the first that occurs in no foreign text marks where foreign text starts and ends
     * @param most  characters; items are left out, the least useful first, until the text fits, and the text says so
     */
    public String render(Supplier<String> words, int most) {
        for (;;) {
            Ink ink = new Ink(words.get());
            String text = new Page(this, ink, most).text();
            if (!ink.taken()) return text;
        }
    }

    /** As {@link #render(Supplier, int)}, with this word, or one made of it when a foreign text holds it. */
    public String render(String word, int most) {
        String[] next = {word};
        return render(() -> {
            String now = next[0];
            StringBuilder other = new StringBuilder();
            for (char c : now.toCharArray()) other.append(c == 'z' ? '2' : c == '9' ? 'a' : (char) (c + 1));
            next[0] = other.toString();
            return now;
        }, most);
    }

    // ---------------------------------------------------------------- data

    /** The answer as plain maps, lists and scalars, as {@link Data} says. */
    public Map<String, Object> data() {
        return Data.of(this);
    }
}
