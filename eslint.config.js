import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: [".venv/", "static/vendor/", "staticfiles/", "var/"] },
  js.configs.recommended,
  {
    rules: {
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-use-before-define": ["error", { functions: false }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
  // htmx is a script of its own, not a module.
  { files: ["static/**"], languageOptions: { globals: { ...globals.browser, htmx: "readonly" } } },
  { files: ["tests/scripts/**"], languageOptions: { globals: globals.node } },
];
