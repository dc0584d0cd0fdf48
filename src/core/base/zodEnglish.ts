import en from "zod/v4/locales/en.js";
import * as z from "zod/mini";

// zod/mini says “Invalid input” of everything until it has a language. A file that shows its messages imports this one.
z.config(en());
