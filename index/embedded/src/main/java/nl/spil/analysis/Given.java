package nl.spil.analysis;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;

/**
 * The settings of one component of an index's analysis, of which every one must be known to us: what
 * a stock server knows and we do not is refused, so that nothing works here by being ignored.
 */
final class Given {
    private static final Pattern LIST_POSITION = Pattern.compile("\\.\\d+$");

    final String name;
    private final Settings settings;

    /** Takes the settings of component {@code name}; refuses those outside {@code known}. */
    Given(String name, Settings settings, String... known) {
        this.name = name;
        this.settings = settings;
        Set<String> names = Set.of(known);
        for (String key : settings.keySet()) {
            String plain = LIST_POSITION.matcher(key).replaceFirst("");
            // The server adds the type, and the index's own settings for unnamed components.
            if (!plain.equals("type") && !plain.startsWith("index.") && !names.contains(plain)) {
                throw new IllegalArgumentException(
                        "[" + plain + "] of [" + name + "] is not known to the embedded server");
            }
        }
    }

    boolean has(String key) {
        return settings.hasValue(key);
    }

    boolean flag(String key, boolean otherwise) {
        return settings.getAsBoolean(key, otherwise);
    }

    int number(String key, int otherwise) {
        return settings.getAsInt(key, otherwise);
    }

    String text(String key, String otherwise) {
        return settings.get(key, otherwise);
    }

    /** The list under {@code key}, which must be there. */
    List<String> list(String key) {
        if (!settings.hasValue(key)) {
            throw new IllegalArgumentException("[" + key + "] of [" + name + "] is missing");
        }
        return settings.getAsList(key);
    }

    /** The list under {@code key}, which must be there, as a set of words. */
    CharArraySet words(String key, boolean ignoreCase) {
        return CharArraySet.copy(new CharArraySet(list(key), ignoreCase));
    }

    /** The regular expression under {@code pattern}, with its {@code flags}. */
    Pattern pattern(String otherwise) {
        String expression = text("pattern", otherwise);
        if (expression == null || expression.isEmpty()) {
            throw new IllegalArgumentException("[pattern] of [" + name + "] is missing");
        }
        return Regex.compile(expression, text("flags", null));
    }
}
