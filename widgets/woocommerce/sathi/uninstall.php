<?php
/**
 * Leaves nothing behind: options, webhooks, the daily watch, and what waits beside shoppers' carts.
 *
 * The marks in orders stay: they belong to the orders' history, as the coupons that were used do.
 *
 * @package Sathi
 */

namespace Sathi;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

foreach ( array( 'settings', 'webhooks', 'webhook-watch', 'cart-memory' ) as $subject ) {
	require_once __DIR__ . "/includes/class-$subject.php";
}

/** Clears one site of everything that is ours. */
function clear_site(): void {
	if ( function_exists( 'wc_get_webhook' ) ) {
		( new Webhooks( Settings::load() ) )->remove();
	}
	foreach ( array( Settings::OPTION, Settings::SECRET, Webhooks::OPTION, Webhook_Watch::OPTION ) as $option ) {
		delete_option( $option );
	}
	wp_clear_scheduled_hook( Webhook_Watch::EVENT );
	clear_sessions();
}

/** Takes our key out of the sessions that WooCommerce keeps. */
function clear_sessions(): void {
	global $wpdb;
	$table = "{$wpdb->prefix}woocommerce_sessions";
	if ( $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $table ) ) ) !== $table ) {
		return;
	}
	$like = '%' . $wpdb->esc_like( '"' . Cart_Memory::KEY . '"' ) . '%';
	// The table's name cannot be a placeholder; it is WordPress' own prefix and a fixed word.
	$rows = $wpdb->get_results( $wpdb->prepare( "SELECT session_id, session_value FROM $table WHERE session_value LIKE %s", $like ) );
	foreach ( $rows as $row ) {
		$session = maybe_unserialize( $row->session_value );
		if ( is_array( $session ) ) {
			unset( $session[ Cart_Memory::KEY ] );
			$wpdb->update( $table, array( 'session_value' => maybe_serialize( $session ) ), array( 'session_id' => $row->session_id ) );
		}
	}
	wp_cache_flush();
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site_id ) {
		switch_to_blog( $site_id );
		clear_site();
		restore_current_blog();
	}
} else {
	clear_site();
}
