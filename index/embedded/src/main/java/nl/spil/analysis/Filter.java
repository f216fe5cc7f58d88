package nl.spil.analysis;

import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;

/** A token filter as one function, in the three ways that it may serve. */
final class Filter {
    private Filter() {}

    /** Serves in analysers only. */
    record Plain(String name, UnaryOperator<TokenStream> make) implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream tokens) {
            return make.apply(tokens);
        }
    }

    /** Serves in normalisers too: one token in, one token out. */
    record Normalizing(String name, UnaryOperator<TokenStream> make)
            implements NormalizingTokenFilterFactory {
        @Override
        public TokenStream create(TokenStream tokens) {
            return make.apply(tokens);
        }
    }

    /**
     * Makes several tokens of one, and may therefore not come before a synonym filter: stock servers
     * refuse that or leave the filter out while reading synonyms, depending on filter and version.
     */
    record Multiplying(String name, UnaryOperator<TokenStream> make) implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream tokens) {
            return make.apply(tokens);
        }

        @Override
        public boolean breaksFastVectorHighlighter() {
            return true;
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            throw new IllegalArgumentException(
                    "Token filter [" + name + "] cannot be used to parse synonyms");
        }
    }
}
