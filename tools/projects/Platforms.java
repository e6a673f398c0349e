package tools.projects;

/**
 * The first two steps after a project was created: what to install, and the one line that starts the SDK with the
 * project's DSN.
 */
final class Platforms {
    private Platforms() {}

    /**
     * What to do for one platform.
     *
     * @param install a command or a dependency, in our words
     * @param start   the line that names the DSN, or null when the installer writes it
     */
    record Step(String install, String start) {}

    /**
     * The step for Sentry's platform id ("python-django", "javascript-react", "go" …); null for those that need more
     * than a line.
     *
     * @param dsn checked by {@link Keys#dsn}: nothing in it can end a quoted string
     */
    static Step of(String platform, String dsn) {
        if (platform == null || dsn == null) return null;
        String wizard = switch (platform) {
            case "javascript-nextjs" -> "nextjs";
            case "javascript-nuxt" -> "nuxt";
            case "javascript-remix" -> "remix";
            case "javascript-sveltekit" -> "sveltekit";
            case "react-native" -> "reactNative";
            default -> null;
        };
        if (wizard != null) return new Step("npx @sentry/wizard@latest -i " + wizard, null);
        String init = "Sentry.init({ dsn: \"" + dsn + "\" });";
        return switch (platform) {
            case "javascript-react" -> new Step("npm install @sentry/react", init);
            case "javascript-vue" -> new Step("npm install @sentry/vue", "Sentry.init({ app, dsn: \"" + dsn + "\" });");
            case "javascript-angular" -> new Step("npm install @sentry/angular", init);
            case "javascript-svelte" -> new Step("npm install @sentry/svelte", init);
            case "java-spring-boot" ->
                new Step("add the dependency io.sentry:sentry-spring-boot-starter-jakarta", "sentry.dsn=" + dsn);
            case "android" -> new Step("apply the Gradle plugin io.sentry.android.gradle",
                "<meta-data android:name=\"io.sentry.dsn\" android:value=\"" + dsn + "\" />");
            case "ruby-rails" -> new Step("bundle add sentry-ruby sentry-rails",
                "Sentry.init { |config| config.dsn = \"" + dsn + "\" }");
            case "php-laravel" ->
                new Step("composer require sentry/sentry-laravel", "php artisan sentry:publish --dsn=" + dsn);
            case "php-symfony" -> new Step("composer require sentry/sentry-symfony", "SENTRY_DSN=" + dsn);
            case "dotnet-aspnetcore" ->
                new Step("dotnet add package Sentry.AspNetCore", "builder.WebHost.UseSentry(\"" + dsn + "\");");
            case "flutter", "dart-flutter" -> new Step("flutter pub add sentry_flutter",
                "SentryFlutter.init((options) => options.dsn = '" + dsn + "', appRunner: () => runApp(MyApp()));");
            default -> family(platform, dsn, init);
        };
    }

    /** By the first word: "python-flask" is set up as "python" is. */
    private static Step family(String platform, String dsn, String init) {
        int dash = platform.indexOf('-');
        return switch (dash < 0 ? platform : platform.substring(0, dash)) {
            case "python" -> new Step("pip install --upgrade sentry-sdk", "sentry_sdk.init(dsn=\"" + dsn + "\")");
            case "node" -> new Step("npm install @sentry/node", init);
            case "javascript" -> new Step("npm install @sentry/browser", init);
            case "java", "kotlin" -> new Step("add the dependency io.sentry:sentry",
                "Sentry.init(options -> options.setDsn(\"" + dsn + "\"));");
            case "go" -> new Step("go get github.com/getsentry/sentry-go",
                "sentry.Init(sentry.ClientOptions{Dsn: \"" + dsn + "\"})");
            case "ruby" -> new Step("bundle add sentry-ruby", "Sentry.init { |config| config.dsn = \"" + dsn + "\" }");
            case "php" -> new Step("composer require sentry/sentry", "\\Sentry\\init(['dsn' => '" + dsn + "']);");
            case "dotnet" ->
                new Step("dotnet add package Sentry", "SentrySdk.Init(options => options.Dsn = \"" + dsn + "\");");
            case "rust" -> new Step("cargo add sentry", "let _guard = sentry::init(\"" + dsn + "\");");
            case "apple", "cocoa", "swift" ->
                new Step("add the Swift package https://github.com/getsentry/sentry-cocoa",
                    "SentrySDK.start { options in options.dsn = \"" + dsn + "\" }");
            case "elixir" -> new Step("add {:sentry, \"~> 10.0\"} to the dependencies in mix.exs",
                "config :sentry, dsn: \"" + dsn + "\"");
            default -> null;
        };
    }
}
