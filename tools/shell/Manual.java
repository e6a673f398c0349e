package tools.shell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.answer.Table;
import tools.mcp.PromptMenu;
import tools.sentry.Domain;
import tools.sentry.Scopes;
import tools.sentry.Tool;

/**
 * What the program says about itself: {@code --help}, the command {@code tools}, and the tables of README.md. All of it
 * is derived.
 *
 * @param variables all that are read: name, why
 * @param commands each as its usage and what it does
 * @param tools    all that there are
 */
public record Manual(String version, String[][] variables, Grants grants, String[][] commands, List<Setting> settings,
    List<Skill> skills, List<Tool> tools) {
    /**
     * @param flag     with its value, or "" for a variable without a flag
     * @param variable or ""
     */
    public record Setting(String flag, String variable, String about) {}

    /** @param tools those that it grants */
    public record Skill(String id, String about, boolean granted, List<Tool> tools) {}

    /** The same, with other skills granted. */
    static Manual of(Manual manual, Set<tools.shell.Skill> granted) {
        return of(manual.version, manual.variables, manual.grants, granted);
    }

    /**
     * All that is said derives from the flags, the skills table and the tools.
     *
     * @param variables all that are read: name, why
     */
    public static Manual of(String version, String[][] variables, Grants grants, Set<tools.shell.Skill> granted) {
        List<Setting> settings = new ArrayList<>();
        for (Flag flag : Flag.values()) settings.add(new Setting(flag.usage(), flag.variable, flag.about));
        Set<String> stand = new HashSet<>();
        for (Flag flag : Flag.values()) stand.add(flag.variable);
        for (String[] variable : variables)
            if (!stand.contains(variable[0])) settings.add(new Setting("", variable[0], variable[1]));
        List<Tool> tools = new ArrayList<>();
        for (Domain domain : Domains.ALL) tools.addAll(domain.tools());
        return new Manual(version, variables, grants, Commands.ABOUT, settings, grants.listed(granted, tools), tools);
    }

    /** @param scopes that a token needs for what is granted */
    public String help(Collection<String> scopes) {
        StringBuilder out = new StringBuilder("sentry-mcp " + version
            + ": a Model Context Protocol server for Sentry, over stdio.\n\n"
            + "usage: sentry-mcp [--access-token=TOKEN] [flag…]\n       sentry-mcp COMMAND [word…] "
            + "[flag…]\n\nCommands (without one, the server starts):\n");
        for (String[] command : commands) out.append(String.format("  %-28s %s%n", command[0], command[1]));
        out.append("\nFlags (--flag=value or --flag value; flags win over variables):\n");
        String without = "\nVariables without a flag:\n";
        for (Setting setting : settings) {
            if (setting.flag.isEmpty()) out.append(without);
            if (setting.flag.isEmpty()) without = "";
            out.append(String.format("  %-28s %-20s %s%n", setting.flag, setting.variable, setting.about));
        }
        out.append("\nSkills:\n");
        for (Skill skill : skills) {
            out.append(
                String.format("  %-20s %s%s%n", skill.id, skill.about, skill.granted ? "" : " (not granted now)"));
            List<String> names = new ArrayList<>();
            for (Tool tool : skill.tools) names.add(tool.name());
            for (String line : Table.wrap(String.join(", ", names), 100))
                out.append(" ".repeat(23)).append(line).append('\n');
        }
        out.append("\nExit status: 0 done, 1 failed (Sentry, the network, the token, or a \"no\"; the reason is on "
            + "standard error), 2 not understood\n(flags, arguments). An answer without a hit is an answer: 0.\n");
        out.append("\nToken scopes needed for what is granted now:\n  ").append(String.join(" ", scopes)).append('\n');
        return out.toString();
    }

    /** Tools by the first granted skill that grants them, for a terminal. */
    public static String listing(List<Skill> skills, boolean colours, int width) {
        StringBuilder text = new StringBuilder();
        Set<String> listed = new HashSet<>();
        for (Skill skill : skills) {
            if (!skill.granted) continue;
            List<List<String>> rows = new ArrayList<>();
            for (Tool tool : skill.tools) {
                if (!listed.add(tool.name())) continue;
                String scopes = tool.scopes().isEmpty() ? "" : " [" + String.join(" ", tool.scopes()) + "]";
                rows.add(List.of("  " + tool.name(), effect(tool), tool.description() + scopes));
            }
            if (rows.isEmpty()) continue;
            text.append(text.length() == 0 ? "" : "\n")
                .append(colours ? "\u001b[1m" + skill.id + "\u001b[0m" : skill.id).append(": ").append(skill.about)
                .append('\n')
                .append(Table.columns(rows, width));
        }
        return text.toString();
    }

    /** "reads", "writes", "destroys". */
    public static String effect(Tool tool) {
        return tool.effect().name().toLowerCase(Locale.ROOT);
    }

    /** The parts of README.md that derive from the program, by name. */
    public Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        List<List<String>> rows = new ArrayList<>();
        for (Skill skill : skills) rows.add(List.of("`" + skill.id + "`", skill.about,
            String.valueOf(skill.tools.size()), code(Scopes.of(skill.tools))));
        parts.put("skills", Table.markdown(List.of("Skill", "What it lets a model do", "Tools", "Token scopes"), rows));
        rows = new ArrayList<>();
        for (Tool tool : tools)
            rows.add(List.of("`" + tool.name() + "`", tool.description(), effect(tool), code(tool.scopes())));
        parts.put("tools", Table.markdown(List.of("Tool", "What it does", "Effect", "Scopes"), rows));
        rows = new ArrayList<>();
        for (Setting setting : settings) {
            rows.add(List.of(setting.flag.isEmpty() ? "" : "`" + setting.flag + "`",
                setting.variable.isEmpty() ? "" : code(List.of(setting.variable.split(", "))), setting.about));
        }
        parts.put("flags", Table.markdown(List.of("Flag", "Variable", "What it does"), rows));
        rows = new ArrayList<>();
        for (String[] command : commands) rows.add(List.of("`sentry-mcp " + command[0] + "`", command[1]));
        parts.put("commands", Table.markdown(List.of("Command", "What it does"), rows));
        rows = new ArrayList<>();
        for (PromptMenu.Prompt prompt : PromptMenu.all(Set.of())) {
            List<String> arguments = new ArrayList<>();
            for (PromptMenu.Argument argument : prompt.arguments())
                arguments.add(argument.name() + (argument.required() ? "" : "?"));
            rows.add(List.of("`" + prompt.name() + "`", prompt.description(), code(arguments)));
        }
        parts.put("prompts", Table.markdown(List.of("Prompt", "What it is for", "Arguments"), rows));
        List<Tool> reading = new ArrayList<>(tools);
        reading.removeIf(tool -> tool.effect() != Tool.Effect.READS);
        parts.put("scopes", Table.markdown(List.of("For", "Token scopes"), List.of(
            List.of("reading only (`--read-only`)", code(Scopes.of(reading))),
            List.of("all skills", code(Scopes.of(tools))))));
        parts.put("clients", clients());
        return parts;
    }

    private static String clients() {
        StringBuilder clients = new StringBuilder();
        for (String id : Clients.ids()) {
            List<String> launch = new ArrayList<>(List.of("jbang"));
            launch.addAll(Clients.FROM_URL);
            Clients.Configuration each = Clients.of(id, launch);
            clients.append("<details>\n<summary>").append(each.name()).append("</summary>\n\n`")
                .append(each.file().replace("`", "")).append("`\n\n```").append(each.format()).append('\n')
                .append(each.text()).append("```\n\n").append(each.note().replace("<", "&lt;"))
                .append("\n</details>\n\n");
        }
        return clients.toString();
    }

    private static String code(Collection<String> words) {
        List<String> marked = new ArrayList<>();
        for (String word : words) marked.add("`" + word + "`");
        return String.join(" ", marked);
    }
}
