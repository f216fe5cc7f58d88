package nl.spil.analysis;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;

/** {@code stemmer} and {@code stemmer_override}: words brought to a stem, by language or by list. */
final class Stemmers {
    private static final Map<String, UnaryOperator<TokenStream>> BY_LANGUAGE =
            Map.of(
                    "dutch", tokens -> new SnowballFilter(tokens, new DutchStemmer()),
                    "english", PorterStemFilter::new,
                    "porter", PorterStemFilter::new,
                    "porter2", tokens -> new SnowballFilter(tokens, new EnglishStemmer()),
                    "minimal_english", EnglishMinimalStemFilter::new,
                    "french", tokens -> new SnowballFilter(tokens, new FrenchStemmer()),
                    "light_french", FrenchLightStemFilter::new,
                    "german", tokens -> new SnowballFilter(tokens, new GermanStemmer()),
                    "light_german", GermanLightStemFilter::new);

    private Stemmers() {}

    /** The stemmer of a language; English when none is named. */
    static TokenFilterFactory byLanguage(Given given) {
        String language = given.text("language", given.text("name", "porter"));
        UnaryOperator<TokenStream> stemmer = BY_LANGUAGE.get(language.toLowerCase(Locale.ROOT));
        if (stemmer == null) {
            throw new IllegalArgumentException(
                    "the embedded server has no stemmer [" + language + "] for [" + given.name + "]");
        }
        return new Filter.Plain(given.name, stemmer);
    }

    /** Stems by rules such as {@code huizen, huisje => huis}; such words are not stemmed again. */
    static TokenFilterFactory byRules(Given given) throws IOException {
        StemmerOverrideFilter.Builder stems = new StemmerOverrideFilter.Builder(false);
        for (String rule : given.list("rules")) {
            String[] sides = rule.split("=>", -1);
            if (sides.length != 2 || sides[1].isBlank() || sides[1].contains(",")) {
                throw new IllegalArgumentException("[" + rule + "] is no rule for [" + given.name + "]");
            }
            for (String word : sides[0].split(",", -1)) {
                if (word.isBlank()) {
                    throw new IllegalArgumentException("[" + rule + "] has an empty word");
                }
                stems.add(word.strip(), sides[1].strip());
            }
        }
        StemmerOverrideFilter.StemmerOverrideMap map = stems.build();
        return new Filter.Plain(given.name, tokens -> new StemmerOverrideFilter(tokens, map));
    }
}
