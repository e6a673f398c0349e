package tools.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.sentry.Param;
import tools.sentry.Tool;

/**
 * What a shell needs to complete a command line: commands, flags, tools, their parameters and the values of those that
 * have a list of them. Everything stands in the script, so that a press of the tab key starts no program.
 */
final class Completion {
    static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private Completion() {}

    static String script(String shell, List<Tool> tools) {
        Map<String, List<String>> words = words(tools);
        return switch (shell) {
            case "bash", "zsh" -> (shell.equals("bash") ? BASH : ZSH).replace("@STATE@\n", STATE)
                .replace("@CASES@", cases(words)).replace("@VALUED@", String.join("|", valued()));
            default -> FISH.replace("@CASES@", fish(words)).replace("@VALUED@", String.join(" ", valued()));
        };
    }

    /** By what stands before: "" for the first word, "call" for the tool, "call:TOOL" for its arguments. */
    private static Map<String, List<String>> words(List<Tool> tools) {
        Map<String, List<String>> words = new LinkedHashMap<>();
        words.put("--", flags(tools));
        words.put("", Options.COMMANDS);
        words.put("config", Clients.ids());
        words.put("completion", SHELLS);
        List<String> names = new ArrayList<>();
        for (Tool tool : tools) names.add(tool.name());
        words.put("call", names);
        for (Tool tool : tools) {
            List<String> arguments = new ArrayList<>();
            for (Param param : tool.params()) {
                arguments.add(param.name() + "=");
                for (String value : param.allowed()) if (plain(value)) arguments.add(param.name() + "=" + value);
            }
            if (!arguments.isEmpty()) words.put("call:" + tool.name(), arguments);
        }
        return words;
    }

    private static List<String> flags(List<Tool> tools) {
        List<String> flags = new ArrayList<>();
        for (Flag flag : Flag.values()) flags.add(flag.flag() + (flag.value.isEmpty() ? "" : "="));
        for (Flag flag : List.of(Flag.SKILLS, Flag.DISABLE_SKILLS))
            for (String skill : Skill.ids()) flags.add(flag.flag() + "=" + skill);
        for (Flag flag : List.of(Flag.TOOLS, Flag.EXCLUDE_TOOLS))
            for (Tool tool : tools) flags.add(flag.flag() + "=" + tool.name());
        for (String output : Commands.OUTPUTS) flags.add("--output=" + output);
        flags.addAll(List.of("--output=", "--json", "--yes", "--watch="));
        return flags;
    }

    /** Flags that take the next word when they hold no equals sign. */
    private static List<String> valued() {
        List<String> flags = new ArrayList<>(List.of("--output", "--watch"));
        for (Flag flag : Flag.values()) if (!flag.value.isEmpty()) flags.add(flag.flag());
        return flags;
    }

    /** A value that means the same to every shell. */
    private static boolean plain(String value) {
        for (int i = 0; i < value.length(); i++) if ("-_.:@/+,".indexOf(value.charAt(i)) < 0
            && !tools.answer.Ascii.letterOrDigit(value.charAt(i))) return false;
        return true;
    }

    private static String cases(Map<String, List<String>> words) {
        StringBuilder cases = new StringBuilder();
        words.forEach((before, all) -> cases.append("    '").append(before).append("') all='")
            .append(String.join(" ", all)).append("' ;;\n"));
        return cases.toString();
    }

    private static String fish(Map<String, List<String>> words) {
        StringBuilder cases = new StringBuilder();
        words.forEach((before, all) -> cases.append("    case '").append(before).append("'\n      set all ")
            .append(String.join(" ", all)).append('\n'));
        return cases.toString();
    }

    /** Bash and zsh alike: what stands before the cursor, and the words that may stand there. */
    private static final String STATE = """
            if [[ -n $skip ]]; then skip=''; continue; fi
            case $each in
              @VALUED@) skip=1 ;;
              -*|*=*) ;;
              *) if [[ -z $before ]]; then before=$each; elif [[ $before == call ]]; then before="call:$each"; fi ;;
            esac
          done
          [[ $cur == -* ]] && before=--
          case $before in
        @CASES@  esac
        """;

    /** Bash takes an equals sign for the end of a word, unless somebody told it otherwise. */
    private static final String BASH = """
        _sentry_mcp() {
          local line=${COMP_LINE:0:COMP_POINT} before='' skip='' all='' each='' cut=''
          local cur=${line##*[[:space:]]}
          local -a words
          read -ra words <<< "${line%"$cur"}"
          for each in "${words[@]:1}"; do
        @STATE@
          [[ $COMP_WORDBREAKS == *=* && $cur == *=* ]] && cut=${cur%"${cur##*=}"}
          COMPREPLY=()
          for each in $all; do
            [[ $each == "$cur"* ]] || continue
            [[ $each == *=?* && $cur != *=* ]] && continue
            [[ $each == "$cur" && $cur == *= ]] || COMPREPLY+=("${each#"$cut"}")
          done
          [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2> /dev/null
          return 0
        }
        complete -F _sentry_mcp sentry-mcp
        """;

    private static final String ZSH = """
        #compdef sentry-mcp
        _sentry_mcp() {
          local before='' skip='' all='' each='' cur=${words[CURRENT]}
          local -a open whole
          for each in "${(@)words[2,CURRENT-1]}"; do
        @STATE@
          for each in ${=all}; do
            if [[ $each == *= ]]; then open+=($each)
            elif [[ $each != *=* || $cur == *=* ]]; then whole+=($each)
            fi
          done
          (( $#open )) && compadd -S '' -- $open
          (( $#whole )) && compadd -- $whole
          return 0
        }
        compdef _sentry_mcp sentry-mcp
        """;

    private static final String FISH = """
        function __sentry_mcp
          set -l before ''
          set -l skip ''
          set -l all
          set -l cur (commandline -ct)
          for each in (commandline -opc)[2..-1]
            if test -n "$skip"
              set skip ''
            else if contains -- $each @VALUED@
              set skip 1
            else if string match -q -- '-*' $each; or string match -q -- '*=*' $each
              continue
            else if test -z "$before"
              set before $each
            else if test "$before" = call
              set before "call:$each"
            end
          end
          string match -q -- '-*' "$cur"; and set before --
          switch "$before"
        @CASES@  end
          for each in $all
            if string match -q -- '*=*' "$cur"; or not string match -q -- '*=?*' $each
              echo $each
            end
          end
        end
        complete -c sentry-mcp -f -a '(__sentry_mcp)'
        """;
}
