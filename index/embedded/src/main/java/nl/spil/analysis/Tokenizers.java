package nl.spil.analysis;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.elasticsearch.index.analysis.TokenizerFactory;

/** The tokenizers {@code keyword}, {@code whitespace}, {@code pattern} and {@code edge_ngram}. */
final class Tokenizers {
    private static final Map<String, IntPredicate> KINDS =
            Map.of(
                    "letter", Character::isLetter,
                    "digit", Character::isDigit,
                    "whitespace", Character::isWhitespace);

    private Tokenizers() {}

    static TokenizerFactory keyword(Given given) {
        int buffer = given.number("buffer_size", KeywordTokenizer.DEFAULT_BUFFER_SIZE);
        return TokenizerFactory.newFactory(given.name, () -> new KeywordTokenizer(buffer));
    }

    static TokenizerFactory whitespace(Given given) {
        return TokenizerFactory.newFactory(given.name, WhitespaceTokenizer::new);
    }

    static TokenizerFactory pattern(Given given) {
        Pattern pattern = given.pattern("\\W+");
        int group = given.number("group", -1);
        return TokenizerFactory.newFactory(given.name, () -> new PatternTokenizer(pattern, group));
    }

    static TokenizerFactory beginnings(Given given) {
        int least = given.number("min_gram", 1);
        int most = given.number("max_gram", 2);
        IntPredicate kept = given.has("token_chars") ? anyOf(given.list("token_chars")) : all -> true;
        return TokenizerFactory.newFactory(given.name, () -> cutting(least, most, kept));
    }

    private static IntPredicate anyOf(List<String> kinds) {
        return kinds.stream().map(Tokenizers::kind).reduce(IntPredicate::or).orElse(all -> true);
    }

    private static IntPredicate kind(String name) {
        IntPredicate found = KINDS.get(name.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new IllegalArgumentException("the embedded server knows no token_chars [" + name + "]");
        }
        return found;
    }

    private static Tokenizer cutting(int least, int most, IntPredicate kept) {
        return new EdgeNGramTokenizer(least, most) {
            @Override
            protected boolean isTokenChar(int character) {
                return kept.test(character);
            }
        };
    }
}
