package nl.spil.analysis;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.compound.CompoundWordTokenFilterBase;
import org.apache.lucene.analysis.compound.DictionaryCompoundWordTokenFilter;
import org.apache.lucene.analysis.miscellaneous.PatternKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.index.analysis.TokenFilterFactory;

/** The filters that cut words, or mark, replace and drop them; defaults are the stock server's. */
final class Words {
    private static final Map<String, Integer> ON_BY_DEFAULT =
            Map.of(
                    "generate_word_parts", WordDelimiterGraphFilter.GENERATE_WORD_PARTS,
                    "generate_number_parts", WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS,
                    "split_on_case_change", WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE,
                    "split_on_numerics", WordDelimiterGraphFilter.SPLIT_ON_NUMERICS,
                    "stem_english_possessive", WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE);
    private static final Map<String, Integer> OFF_BY_DEFAULT =
            Map.of(
                    "catenate_words", WordDelimiterGraphFilter.CATENATE_WORDS,
                    "catenate_numbers", WordDelimiterGraphFilter.CATENATE_NUMBERS,
                    "catenate_all", WordDelimiterGraphFilter.CATENATE_ALL,
                    "preserve_original", WordDelimiterGraphFilter.PRESERVE_ORIGINAL,
                    "ignore_keywords", WordDelimiterGraphFilter.IGNORE_KEYWORDS);

    private Words() {}

    static TokenFilterFactory elision(Given given) {
        CharArraySet articles = given.words("articles", given.flag("articles_case", false));
        return new Filter.Normalizing(given.name, tokens -> new ElisionFilter(tokens, articles));
    }

    static TokenFilterFactory compounds(Given given) {
        CharArraySet parts = given.words("word_list", given.flag("word_list_case", false));
        int word = given.number("min_word_size", CompoundWordTokenFilterBase.DEFAULT_MIN_WORD_SIZE);
        int least =
                given.number("min_subword_size", CompoundWordTokenFilterBase.DEFAULT_MIN_SUBWORD_SIZE);
        int most =
                given.number("max_subword_size", CompoundWordTokenFilterBase.DEFAULT_MAX_SUBWORD_SIZE);
        boolean longest = given.flag("only_longest_match", false);
        return new Filter.Multiplying(
                given.name,
                tokens ->
                        new DictionaryCompoundWordTokenFilter(
                                tokens, parts, word, least, most, longest));
    }

    static TokenFilterFactory delimiters(Given given) {
        int flags = 0;
        for (Map.Entry<String, Integer> flag : ON_BY_DEFAULT.entrySet()) {
            flags |= given.flag(flag.getKey(), true) ? flag.getValue() : 0;
        }
        for (Map.Entry<String, Integer> flag : OFF_BY_DEFAULT.entrySet()) {
            flags |= given.flag(flag.getKey(), false) ? flag.getValue() : 0;
        }
        int chosen = flags;
        boolean adjust = given.flag("adjust_offsets", true);
        CharArraySet kept =
                given.has("protected_words")
                        ? given.words("protected_words", given.flag("protected_words_case", false))
                        : null;
        byte[] kinds = WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE;
        return new Filter.Multiplying(
                given.name,
                tokens -> new WordDelimiterGraphFilter(tokens, adjust, kinds, chosen, kept));
    }

    static TokenFilterFactory beginnings(Given given) {
        int least = given.number("min_gram", 1);
        int most = given.number("max_gram", 2);
        boolean preserve = given.flag("preserve_original", false);
        return new Filter.Multiplying(
                given.name, tokens -> new EdgeNGramTokenFilter(tokens, least, most, preserve));
    }

    static TokenFilterFactory keywords(Given given) {
        if (given.has("keywords_pattern")) {
            if (given.has("keywords")) {
                throw new IllegalArgumentException(
                        "[" + given.name + "] takes keywords or keywords_pattern, not both");
            }
            Pattern pattern = Pattern.compile(given.text("keywords_pattern", ""));
            return new Filter.Plain(
                    given.name, tokens -> new PatternKeywordMarkerFilter(tokens, pattern));
        }
        CharArraySet words = given.words("keywords", given.flag("ignore_case", false));
        return new Filter.Plain(given.name, tokens -> new SetKeywordMarkerFilter(tokens, words));
    }

    static TokenFilterFactory replacement(Given given) {
        Pattern pattern = given.pattern(null);
        String by = given.text("replacement", "");
        boolean all = given.flag("all", true);
        return new Filter.Normalizing(
                given.name, tokens -> new PatternReplaceFilter(tokens, pattern, by, all));
    }

    static TokenFilterFactory unique(Given given) {
        return given.flag("only_on_same_position", false)
                ? new Filter.Plain(given.name, RemoveDuplicatesTokenFilter::new)
                : new Filter.Plain(given.name, UniqueTokens::new);
    }
}
