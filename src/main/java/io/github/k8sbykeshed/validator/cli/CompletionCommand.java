package io.github.k8sbykeshed.validator.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what a shell needs to complete commands, options and scenarios. */
@Command(
        name = "completion",
        description =
                "Writes a script with which a shell completes commands, options and the names of"
                        + " scenarios.",
        footer = {
            "",
            "Examples:",
            "  source <(svc-test completion bash)",
            "  source <(svc-test completion zsh)",
            "  svc-test completion fish > ~/.config/fish/completions/svc-test.fish"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    private static final String NAME = "svc-test";

    /** Shells that there is a script for. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Spec private CommandSpec command;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell;

    @Override
    public Integer call() {
        CommandLine root = command.root().commandLine();
        PrintWriter out = command.commandLine().getOut();
        out.print(
                switch (shell) {
                    // The script has zsh read it as bash would.
                    case bash, zsh -> AutoComplete.bash(NAME, root);
                    case fish -> fish(root);
                });
        out.flush();
        return 0;
    }

    private static String fish(CommandLine root) {
        return root.getSubcommands().entrySet().stream()
                .flatMap(each -> fish(each.getKey(), each.getValue().getCommandSpec()))
                .map(line -> "complete -c " + NAME + " " + line + "\n")
                .collect(Collectors.joining());
    }

    private static Stream<String> fish(String name, CommandSpec spec) {
        String within = "-n '__fish_seen_subcommand_from " + name + "'";
        String title = spec.usageMessage().description()[0].replace("'", "\\'");
        return Stream.of(
                        Stream.of("-n __fish_use_subcommand -f -a " + name + " -d '" + title + "'"),
                        spec.options().stream().map(each -> within + names(each) + values(each)),
                        spec.positionalParameters().stream()
                                .map(CompletionCommand::values)
                                .filter(values -> !values.isEmpty())
                                .map(values -> within + values))
                .flatMap(lines -> lines);
    }

    /** Fish parts long names, single letters, and long names with one dash. */
    private static String names(OptionSpec option) {
        return Stream.of(option.names())
                .map(name ->
                        name.startsWith("--")
                                ? " -l " + name.substring(2)
                                : (name.length() == 2 ? " -s " : " -o ") + name.substring(1))
                .collect(Collectors.joining());
    }

    private static String values(ArgSpec argument) {
        Iterable<String> known = argument.completionCandidates();
        String takes = argument.isOption() && argument.arity().max() > 0 ? " -r" : "";
        return known == null
                ? takes
                : StreamSupport.stream(known.spliterator(), false)
                        .collect(Collectors.joining(" ", takes + " -f -a '", "'"));
    }
}
