package nl.spil.analysis;

import java.io.Reader;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;

/** The char filters {@code mapping} and {@code pattern_replace}; both serve in normalisers too. */
final class Characters {
    private static final Pattern RULE = Pattern.compile("(.*)\\s*=>\\s*(.*)\\s*$");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9A-Fa-f]{4}|.)", Pattern.DOTALL);

    private Characters() {}

    private record Replacing(String name, UnaryOperator<Reader> make)
            implements NormalizingCharFilterFactory {
        @Override
        public Reader create(Reader characters) {
            return make.apply(characters);
        }
    }

    /** Replaces by rules such as {@code ij => y}; {@code \}{@code u002C} is a comma. */
    static CharFilterFactory mapping(Given given) {
        NormalizeCharMap.Builder rules = new NormalizeCharMap.Builder();
        for (String rule : given.list("mappings")) {
            Matcher sides = RULE.matcher(rule);
            if (!sides.find()) {
                throw new IllegalArgumentException("[" + rule + "] is no rule for [" + given.name + "]");
            }
            rules.add(plain(sides.group(1)), plain(sides.group(2)));
        }
        NormalizeCharMap map = rules.build();
        return new Replacing(given.name, characters -> new MappingCharFilter(map, characters));
    }

    static CharFilterFactory replacement(Given given) {
        Pattern pattern = given.pattern(null);
        String by = given.text("replacement", "");
        return new Replacing(
                given.name, characters -> new PatternReplaceCharFilter(pattern, by, characters));
    }

    private static String plain(String side) {
        return ESCAPE.matcher(side.strip())
                .replaceAll(found -> Matcher.quoteReplacement(unescaped(found.group(1))));
    }

    private static String unescaped(String escape) {
        if (escape.length() == 5) {
            return String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
        }
        int known = "ntrbf".indexOf(escape.charAt(0));
        return known < 0 ? escape : String.valueOf("\n\t\r\b\f".charAt(known));
    }
}
