import en from "zod/v4/locales/en.js";
import * as z from "zod/mini";

// zod/mini says “Invalid input” of everything until it has a language. Whoever shows its messages imports this file.
z.config(en());
