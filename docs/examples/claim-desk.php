<?php
/**
 * Plugin Name: Claim Desk
 * Description: Hands posts over to a fact-checking desk, and shows beside each how far it is checked.
 * Version: 1.0
 * Requires PHP: 7.4
 *
 * In wp-config.php:
 *
 *     define('CLAIM_DESK_URL', 'https://desk.example');
 *     define('CLAIM_DESK_TOKEN', '…');  // with the scope “mark”; leave it out where posts are not handed over
 *
 * Put this file into wp-content/plugins and switch the plugin on. [fact_check_badge] shows the badge elsewhere.
 */

defined('ABSPATH') || exit;

/** By which the desk knows a post. */
function claim_desk_id(int $post_id): string
{
    return 'wp-' . get_current_blog_id() . '-' . $post_id;
}

/** The words of a post, one paragraph a line: the same for handing over and for comparing. */
function claim_desk_text(WP_Post $post): string
{
    $html = preg_replace('~</(p|h[1-6]|li|blockquote|figcaption|div)>|<br\s*/?>~i', "\$0\n", strip_shortcodes($post->post_content));
    $text = html_entity_decode(wp_strip_all_tags($html), ENT_QUOTES | ENT_HTML5, 'UTF-8');
    return trim(preg_replace('~[ \t]*\n\s*~', "\n", $text));
}

/** Hands a post over when it is saved. Nothing is published at the desk by it, and the same again changes nothing. */
function claim_desk_hand_over(int $post_id, WP_Post $post): void
{
    if (!defined('CLAIM_DESK_TOKEN') || wp_is_post_revision($post_id) || wp_is_post_autosave($post_id)) {
        return;
    }
    $text = claim_desk_text($post);
    if ($post->post_type !== 'post' || $text === '' || $post->post_title === '' || $post->post_status === 'auto-draft') {
        return;
    }
    $is_out = $post->post_status === 'publish';
    $answer = wp_remote_request(
        CLAIM_DESK_URL . '/api/v1/desk/articles/by-id/' . claim_desk_id($post_id) . '/',
        [
            'method' => 'PUT',
            'timeout' => 10,
            'headers' => [
                'Authorization' => 'Bearer ' . CLAIM_DESK_TOKEN,
                'Content-Type' => 'application/json',
            ],
            'body' => wp_json_encode([
                'title' => $post->post_title,
                'text' => $text,
                'byline' => get_the_author_meta('display_name', (int) $post->post_author),
                'url' => $is_out ? get_permalink($post) : '',
                'language' => str_replace('_', '-', get_locale()),
                'work' => 'before',
                'readers_may_see' => $is_out,
            ]),
        ]
    );
    if (is_wp_error($answer)) {
        error_log('Claim Desk: ' . $answer->get_error_message());
    } elseif (wp_remote_retrieve_response_code($answer) >= 400) {
        error_log('Claim Desk: ' . wp_remote_retrieve_body($answer));
    }
}
add_action('save_post', 'claim_desk_hand_over', 10, 2);

/** The badge of a post: HTML of the desk without scripts, kept for a minute; nothing where the desk has none. */
function claim_desk_badge(int $post_id): string
{
    $key = 'claim_desk_badge_' . $post_id;
    $kept = get_transient($key);
    if ($kept !== false) {
        return $kept;
    }
    $language = str_replace('_', '-', get_locale());
    $answer = wp_remote_get(
        CLAIM_DESK_URL . '/embed/by-id/' . claim_desk_id($post_id) . '/badge.html?lang=' . rawurlencode($language),
        ['timeout' => 3]
    );
    $is_there = !is_wp_error($answer) && wp_remote_retrieve_response_code($answer) === 200;
    // Whatever is sent, no more than a link with a picture gets into the page.
    $badge = $is_there ? wp_kses(wp_remote_retrieve_body($answer), [
        'a' => ['class' => true, 'href' => true, 'lang' => true, 'dir' => true, 'data-state' => true],
        'picture' => [],
        'source' => ['media' => true, 'srcset' => true],
        'img' => ['src' => true, 'width' => true, 'height' => true, 'alt' => true, 'decoding' => true],
    ]) : '';
    set_transient($key, $badge, MINUTE_IN_SECONDS);
    return $badge;
}

add_shortcode('fact_check_badge', static function (): string {
    return claim_desk_badge((int) get_the_ID());
});
add_filter('the_content', static function (string $content): string {
    return is_singular('post') && in_the_loop() ? claim_desk_badge((int) get_the_ID()) . $content : $content;
});

/** The fingerprint (v1) of a text. Needs the extension intl. */
function claim_desk_fingerprint(string $text): string
{
    $text = preg_replace('~[\x{00AD}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2064}\x{2066}-\x{2069}\x{FE00}-\x{FE0F}\x{FEFF}]~u', '', $text);
    $text = Normalizer::normalize($text, Normalizer::FORM_C);
    $text = preg_replace('~[\x{201C}\x{201D}\x{201E}\x{201F}\x{00AB}\x{00BB}]~u', '"', $text);
    $text = preg_replace('~[\x{2018}-\x{201B}\x{2039}\x{203A}]~u', "'", $text);
    $text = preg_replace('~[\x{2010}-\x{2015}\x{2212}]~u', '-', $text);
    $text = str_replace("\u{2026}", '...', $text);
    $blank = '[\x{0009}-\x{000D}\x{0020}\x{0085}\x{00A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]+';
    return 'v1:' . hash('sha256', trim(preg_replace('~' . $blank . '~u', ' ', $text), ' '));
}

/** Whether a post's text is another than the one that was checked; null where the desk has none to compare with. */
function claim_desk_text_changed(WP_Post $post): ?bool
{
    $answer = wp_remote_get(CLAIM_DESK_URL . '/api/v1/badges/?external_id=' . claim_desk_id($post->ID), ['timeout' => 3]);
    $told = is_wp_error($answer) ? null : json_decode(wp_remote_retrieve_body($answer), true);
    $checked = $told['results'][0]['text']['fingerprint'] ?? null;
    return $checked === null ? null : $checked !== claim_desk_fingerprint(claim_desk_text($post));
}
